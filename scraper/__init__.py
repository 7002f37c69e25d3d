"""What employers publish, as they publish it: fetch public boards politely, keep every posting whole."""
