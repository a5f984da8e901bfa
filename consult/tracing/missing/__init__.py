"""Who has not been heard: targets against people, region by type of stakeholder, and who could be asked."""
