"""From notebooks to pages: parameters, batch, page, manifest, gate, index."""
