"""An invented nation with an answer key: real division codes, published national counts, everything else made up."""
