"""What pages say of themes, kept under the version of what it was counted from: never shown when that has changed."""
