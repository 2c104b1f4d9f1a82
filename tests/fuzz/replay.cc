// replay.cc — runs a fuzz harness on the files of a corpus, without libFuzzer.

#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_at(const fs::path& path) {
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file()) files.push_back(entry.path());
  return files;
}

// Names the file first, so that the last line tells which one crashed.
void replay(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file.string());
  const std::string bytes(std::istreambuf_iterator<char>(stream), {});
  std::cerr << file.filename().string() << std::endl;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()),
                         bytes.size());
}

}  // namespace

int main(int count, char** arguments) try {
  std::size_t replayed = 0;
  for (int n = 1; n < count; ++n) {
    for (const auto& file : files_at(arguments[n])) {
      replay(file);
      ++replayed;
    }
  }
  std::cout << replayed << " inputs replayed" << std::endl;
  return replayed > 0 ? 0 : 1;
} catch (const std::exception& fault) {
  std::cerr << fault.what() << std::endl;
  return 1;
}
