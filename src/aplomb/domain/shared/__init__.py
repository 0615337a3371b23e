"""What every area of the trade uses: refusals, bilingual text, exact shares, canonical JSON, calendar."""
