"""The notifier's own errors."""

from chassis.errors import Conflict


class SecurityLetter(Conflict):
    """Letters of the kind "{kind}" guard the account and can not be switched off."""

    code = "security_letter"
    ru = "Письма вида «{kind}» защищают личный кабинет, отключить их нельзя."
