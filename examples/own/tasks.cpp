// SPDX-License-Identifier: MIT
//
// Your own task stream: any sized forward range of objects that have a name, classes and images.

#include <cassert>
#include <string>
#include <vector>

#include <sdkt/trainer.hpp>

/// Every second image of a task, under another name. Lists are members: train() and test() return references.
class half_task {
 public:
  explicit half_task(const sdkt::task& whole) : whole_{whole} {
    for (std::size_t i = 0; i < whole.train().size(); i += 2) train_.push_back(whole.train()[i]);
  }
  std::string name() const { return "half of " + whole_.name(); }
  std::vector<std::string> class_names() const { return whole_.class_names(); }
  std::vector<std::string> prompts() const { return whole_.prompts(); }
  const std::vector<sdkt::sample>& train() const { return train_; }
  const std::vector<sdkt::sample>& test() const { return whole_.test(); }

 private:
  sdkt::task whole_;
  std::vector<sdkt::sample> train_;
};
static_assert(sdkt::TaskStream<std::vector<half_task>>);

int main() {
  const std::filesystem::path mini = SDKT_MINI_DIR;
  std::vector<half_task> stream;
  for (const auto& each : sdkt::load_tasks({mini / "tasks/digits.json", mini / "tasks/shapes.json"}))
    stream.emplace_back(each);
  sdkt::trainer trainer{sdkt::clip::load(mini / "model"), sdkt::no_teacher{}};
  trainer.options.steps = 2;
  const auto result = trainer.run(stream);
  assert(result.record.tasks.front().name == "half of digits" &&
         result.record.tasks.front().num_train == 200);
}
