// SPDX-License-Identifier: MIT
//
// Runs the blocks of the pages, each in a folder of its own that holds the files which pages name: models,
// annotation files, images and texts, a few of each, out of the embedded benchmark.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ATen/Parallel.h>
#include <nlohmann/json.hpp>

#include "blocks.hpp"
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>

namespace fs = std::filesystem;
using nlohmann::json;

namespace docs {

std::vector<block>& blocks() {
  static std::vector<block> all;
  return all;
}

const sdkt::clip::model& model() {
  static const sdkt::clip::model loaded = sdkt::clip::load("models/vit-b-16");
  return loaded;
}

sdkt::task_list tasks() {
  return sdkt::load_tasks({"aircraft.json", "dtd.json", "eurosat.json", "cars.json"});
}

sdkt::reference_set pool() { return sdkt::load_reference("imagenet/train"); }
std::vector<std::string> texts() { return sdkt::load_texts("captions.txt"); }
sdkt::reference_pairs pairs() { return sdkt::load_pairs("pairs"); }

}  // namespace docs

namespace {

const fs::path mini = fs::path{SDKT_SOURCE_DIR} / "examples/mini";

json read_json(const fs::path& path) { return json::parse(std::ifstream{path}); }

/// A task of the benchmark under another name, with its first images only.
void write_task(const std::string& name, const std::string& source, std::size_t images) {
  json task = read_json(mini / "tasks" / (source + ".json"));
  task["name"] = name;
  for (auto& [part, list] : task["data"].items())
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(images), list.end());
  std::ofstream{name + ".json"} << task;
  fs::create_symlink(mini / "tasks" / (source + ".tar"), source + ".tar");
}

/// Makes the files that pages name, in the folder at hand.
void write_data() {
  fs::create_directories("models");
  fs::create_directory_symlink(mini / "model", "models/vit-b-16");
  write_task("aircraft", "clipart", 8);
  write_task("dtd", "digits", 8);
  write_task("eurosat", "fashion", 8);
  write_task("cars", "shapes", 8);

  const json captions = read_json(mini / "tasks/captions.json");
  const sdkt::tar_source archive{sdkt::tar_archive{mini / "tasks/reference.tar"}};
  fs::create_directories("imagenet/train");
  fs::create_directories("pairs");
  std::ofstream texts{"captions.txt"};
  for (std::size_t image = 0; image < 16; ++image) {
    const std::string name = captions["images"][image], caption = captions["captions"][image];
    const std::vector<std::byte> bytes = archive.read(name);
    for (const char* folder : {"imagenet/train", "pairs"}) {
      std::ofstream{fs::path{folder} / name, std::ios::binary}.write(
          reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    }
    std::ofstream{fs::path{"pairs"} / fs::path{name}.replace_extension(".txt")} << caption << '\n';
    texts << caption << '\n';
  }
}

/// Runs one block in a new folder. Whether it ended well.
bool ends_well(const docs::block& one, const fs::path& data) {
  std::string name = one.page;  // whole: two pages may have the same file name
  std::replace(name.begin(), name.end(), '/', '_');
  const fs::path folder = data.parent_path() / (name + "_" + std::to_string(one.line));
  fs::create_directory(folder);
  for (const auto& entry : fs::directory_iterator{data})
    fs::create_symlink(entry.path(), folder / entry.path().filename());
  fs::current_path(folder);
  const auto start = std::chrono::steady_clock::now();
  try {
    one.run();
  } catch (const std::exception& problem) {
    std::printf("FAILED %s:%d: %s\n", one.page, one.line, problem.what());
    return false;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%s:%d ran, %.1f s\n", one.page, one.line, seconds.count());
  return true;
}

}  // namespace

/// The argument: a folder to work in, which is emptied first.
int main(int count, char** arguments) {
  if (count != 2) return 2;
  at::set_num_threads(1);  // there is little to divide, and threads that wait for one another cost more
  const fs::path folder = fs::absolute(arguments[1]);
  fs::remove_all(folder);
  fs::create_directories(folder / "data");
  fs::current_path(folder / "data");
  write_data();

  int declared = 0, ran = 0, failed = 0, skipped = 0;
  for (const docs::block& one : docs::blocks()) {
    std::fflush(stdout);
    if (one.skipped[0] != '\0') {
      std::printf("%s:%d skipped: %s\n", one.page, one.line, one.skipped);
      ++skipped;
    } else if (one.run == nullptr) {
      ++declared;
    } else {
      ++(ends_well(one, folder / "data") ? ran : failed);
    }
  }
  std::printf("%d blocks ran, %d declare, %d skipped, %d failed\n", ran, declared, skipped, failed);
  return failed == 0 && ran > 0 ? 0 : 1;
}
