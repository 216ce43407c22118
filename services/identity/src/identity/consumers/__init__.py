"""Front door 2: Kafka. Everything this service listens to, on one screen."""

from events import Router

from identity.consumers import exports

router = Router(consumer="identity")
router.include(exports.router)
