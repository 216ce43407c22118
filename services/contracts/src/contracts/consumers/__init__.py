"""Front door 2: Kafka. Everything this service listens to, on one screen."""

from events import Router

from contracts.consumers import exports, identity, supplier

router = Router(consumer="contracts")
router.include(exports.router)
router.include(identity.router)
router.include(supplier.router)
