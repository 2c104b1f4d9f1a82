// Leaks that are not ours, for LeakSanitizer.
//
// libpqxx 6.4 drops a statement's PGresult, some 2 kB, when the connection was
// lost meanwhile: it asks the dead connection for its encoding before it takes
// the result into its care.

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpqxx-6.4";
}
