int false_main(int, char **) { return 1; }
