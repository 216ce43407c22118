"""What every service would otherwise copy. Protocol, never policy: no word of the business stands here."""
