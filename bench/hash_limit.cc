// hash_limit.cc — how many password hashes a second these cores can do.
//
// usage: hash_limit THREADS SECONDS ARGON2ID_KIB ARGON2ID_PASSES LOG2_N P
// Prints one number. Nothing else runs in the product's addAccount that would
// cost as much, so this is the ceiling that the benchmark holds it against.

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "provisor/auth/password.h"

int main(int argc, char** argv) {
  using provisor::Secret;
  if (argc != 7) return 2;
  const auto number = [&](int index) {
    return static_cast<unsigned>(std::strtoul(argv[index], nullptr, 10));
  };
  const provisor::auth::PasswordCost cost{number(3), number(4), number(5),
                                          number(6)};
  const auto start = std::chrono::steady_clock::now();
  const auto end = start + std::chrono::seconds(number(2));
  std::atomic<unsigned> hashes{0};

  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < number(1); ++i)
    threads.emplace_back([&] {
      while (std::chrono::steady_clock::now() < end) {
        (void)provisor::auth::hash_password(Secret("correct horse"), cost);
        ++hashes;
      }
    });
  threads.clear();

  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start;
  std::printf("%.2f\n", hashes / took.count());
}
