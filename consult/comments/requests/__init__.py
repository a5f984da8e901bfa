"""Who was asked, against who then sent something."""
