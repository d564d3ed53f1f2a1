#pragma once
// A shared library that only some workloads need, loaded when the first of them calls it.

namespace workloads {

/// A loaded library, never unloaded. The program's processes are many and most call none of these: linked in the ordinary way, libpq alone
/// would bring 20 libraries (TLS, Kerberos, LDAP) into each, some 4 MiB that have nothing to do with what is measured.
class Library {
 public:
  /// What a name stands for; converts to a pointer to a function of whatever type its header declares.
  class Symbol {
   public:
    explicit Symbol(void* address) : address_(address) {}
    template <typename Function>
    operator Function*() const {  // NOLINT: the declaration that it initialises names the type
      return reinterpret_cast<Function*>(address_);
    }

   private:
    void* address_;
  };

  /// Loads `file` ("libpq.so.5"), which Debian's `package` installs. If that fails, aborts with a sentence, as the loader does for what is
  /// linked.
  Library(const char* file, const char* package);

  /// Aborts if the library has no such function.
  Symbol find(const char* name) const;

 private:
  const char* file_;
  void* handle_;
};

}  // namespace workloads
