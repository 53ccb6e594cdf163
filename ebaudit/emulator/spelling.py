"""Terraform's names of arguments as the API spells them, where that is more than Pascal case."""

WORDS = {
    "mns": "MNS",
    "oss": "OSS",
    "sls": "SLS",
    "mq": "MQ",
    "rocketmq": "RocketMQ",
    "oauth": "OAuth",
    "vswitch": "VSwitch",
}
"""Words that are spelled in their own way wherever they stand."""
WHOLE = {"group_id": "GroupID", "client_id": "ClientID"}
"""Names that are spelled in their own way."""


def spelled(name: str) -> str:
    """Return the API's name of an argument."""
    if name in WHOLE:
        return WHOLE[name]
    return "".join(WORDS.get(word, word.capitalize()) for word in name.split("_"))
