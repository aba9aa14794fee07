// Nothing: the programs made of this file own headers that are precompiled for the tests.
