"""Front door 2: Kafka. Everything this service listens to, on one screen."""

from events import Router

from metering.consumers import contracts, exports, supplier

router = Router(consumer="metering")
router.include(contracts.router)
router.include(exports.router)
router.include(supplier.router)
