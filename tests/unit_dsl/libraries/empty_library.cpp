extern "C" int nothing_to_register() { return 0; }
