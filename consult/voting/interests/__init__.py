"""The register of interests: declared by members, published, handled; recusal is offered from it."""
