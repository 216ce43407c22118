"""Front door Kafka: what happens elsewhere, in our own words. All subscriptions of the notifier are here."""

from events import Router

from notifier.consumers import billing, contracts, exports, identity, members, metering
from notifier.domain.news import Manner


def build_router(manner: Manner) -> Router:
    """The handlers; `manner` is how holders of contracts are told of news."""
    router = Router(consumer="notifier")
    router.include(identity.router)
    router.include(exports.router)
    router.include(contracts.build_router(manner))
    router.include(members.build_router(manner))
    router.include(metering.build_router(manner))
    router.include(billing.build_router(manner))
    return router
