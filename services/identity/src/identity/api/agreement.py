"""What a new user accepts."""

from fastapi import APIRouter, Response

from identity.api.deps import ToolsDep
from identity.api.schemas import LicenseBody
from identity.domain.license_text import license_text

router = APIRouter(prefix="/api/identity/v1/license", tags=["license"])


@router.get("")
async def get_license(response: Response, tools: ToolsDep) -> LicenseBody:
    """The edition in force, in Markdown; `/me` says which one a user accepted."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return LicenseBody.model_validate(license_text(tools.settings.license_version))
