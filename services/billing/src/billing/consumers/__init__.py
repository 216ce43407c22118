"""Front door 2: Kafka. Everything this service listens to, on one screen."""

from events import Router

from billing.consumers import contracts, exports, metering, supplier

router = Router(consumer="billing")
router.include(contracts.router)
router.include(exports.router)
router.include(metering.router)
router.include(supplier.router)
