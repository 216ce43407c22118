"""A person gathers what is kept of him and takes it, in «Профиль»."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect
from stack.people import Customer
from stack.portal import Portal


def test_a_person_gathers_his_data_and_takes_the_archive(
    open_portal: Callable[..., Portal], customer: Customer
) -> None:
    portal = open_portal().sign_in({"email": customer.email, "password": customer.password}).go("/profile")
    part = portal.page.get_by_role("region", name="Ваши данные")
    part.get_by_role("button", name="Собрать мои данные").click()
    link = part.get_by_role("link", name="Скачать архив")
    expect(link).to_be_visible(timeout=60_000)
    expect(part.get_by_role("button")).to_have_count(0)
    portal.check("profile-data")

    with portal.page.expect_download() as waiting:
        link.click()
    with zipfile.ZipFile(io.BytesIO(Path(waiting.value.path()).read_bytes())) as archive:
        assert customer.email in archive.read("identity.json").decode()
    assert waiting.value.suggested_filename.startswith("cabinet-")
    assert customer.mailbox.wait(customer.email, "Готово: ваши данные собраны")
