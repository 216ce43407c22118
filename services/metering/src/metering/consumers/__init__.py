"""Front door 2: Kafka. Everything this service listens to, on one screen."""

from events import Router

from metering.consumers import contracts

router = Router(consumer="metering")
router.include(contracts.router)
