"""The notifier's own errors."""

from chassis.errors import Conflict


class SecurityLetter(Conflict):
    """Letters of the kind "{kind}" guard the account and can not be switched off."""

    code = "security_letter"
    ru = "Письма вида «{kind}» защищают личный кабинет, отключить их нельзя."


class TooManyWebhooks(Conflict):
    """A user has at most {many} webhooks."""

    code = "too_many_webhooks"
    ru = "Вебхуков может быть не больше {many}."


class WebhookPaused(Conflict):
    """Nothing is sent to this webhook now: resume it first."""

    code = "webhook_paused"
    ru = "Отправка приостановлена: сначала возобновите её."


class StillPending(Conflict):
    """This message is still to be sent."""

    code = "still_pending"
    ru = "Это сообщение ещё отправляется."
