#include "pipeline/mpi/error.hpp"

#include <new>

namespace norrsken {

Failure describe(const std::exception_ptr& exception, const std::string& what) {
  try {
    std::rethrow_exception(exception);
  } catch (const AgreedError& error) {
    return {error.what(), error.code()};
  } catch (const InputError& error) {
    return {error.what(), error.code()};
  } catch (const SystemError& error) {
    return {error.what(), ExitCode::resource};
  } catch (const std::bad_alloc&) {
    return {std::string(too_little_memory) + " while " + what + ". Fix: lower --memory or --threads, or use more ranks",
            ExitCode::resource};
  } catch (const std::exception& error) {
    return {"internal error while " + what + ": " + error.what(), ExitCode::internal};
  } catch (...) {
    return {"internal error while " + what + ": unknown exception", ExitCode::internal};
  }
}

}  // namespace norrsken
