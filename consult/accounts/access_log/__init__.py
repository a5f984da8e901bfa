"""Who opened personal data of others: noted as it is handed out, kept for a year."""
