"""The only place with queries; one repository per aggregate."""
