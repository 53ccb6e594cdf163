"""Service-linked roles that let EventBridge use other services."""

from ebaudit.emulator.call import Call
from ebaudit.emulator.cell import Plain
from ebaudit.emulator.errors import ApiError

PREFIX = "AliyunServiceRoleForEventBridge"


def _role(call: Call, name: str) -> str:
    """Return the role of a product name, which is the role's own or that of the service that assumes it."""
    roles = call.emulator.catalog.roles
    return next((role for role in roles if name in (role, roles[role].service)), name)


def create(call: Call) -> Plain:
    """Create the role."""
    role = _role(call, call.text("ProductName"))
    if not role.startswith(PREFIX):
        raise ApiError(400, "InvalidProductName", f"There is no service-linked role of the product [{role}].")
    call.cell.roles.add(role)
    return {"StsRoleName": role}


def check(call: Call) -> Plain:
    """Tell whether the role exists."""
    role = _role(call, call.text("ProductName"))
    return {"CheckPass": role in call.cell.roles, "StsRoleName": role}


def delete(call: Call) -> Plain:
    """Delete a role (ResourceManager)."""
    role = call.text("RoleName")
    if role not in call.cell.roles:
        raise ApiError(404, "EntityNotExist.Role", f"The role does not exist: {role}.")
    call.cell.roles.discard(role)
    return {"DeletionTaskId": f"task/{role}/{call.request_id}"}
