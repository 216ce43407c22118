"""What the supplier's own systems send us over Kafka, keyed by contract number.

Unlike our own events these refuse unknown fields when they are read: a misspelt field is parked, not ignored.
"""

from events.envelope import Event


class SupplierRegistryEvent(Event):
    """Base of `supplier.registry.v1`."""


class SupplierBillingEvent(Event):
    """Base of `supplier.billing.v1`."""


class SupplierReadingEvent(Event):
    """Base of `supplier.readings.v1`."""
