"""ARNs of roles: ``acs:ram::<account>:role/<name>``.

Source: https://www.alibabacloud.com/help/en/ram/ram-role-overview
"""


def is_role(arn: str) -> bool:
    """Tell whether a text is the ARN of a role."""
    parts = arn.split(":", 4)
    return len(parts) == 5 and parts[:2] == ["acs", "ram"] and parts[3].isdigit() and parts[4].startswith("role/")
