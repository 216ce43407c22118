"""Front door Kafka: what happens elsewhere, in our own words. All subscriptions of the notifier are here."""

from events import Router

from notifier.consumers import contracts, identity

router = Router(consumer="notifier")
router.include(identity.router)
router.include(contracts.router)
