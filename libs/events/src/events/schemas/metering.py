"""Events of metering (topic `metering.readings.v1`, key = contract number)."""
