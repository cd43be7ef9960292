// SPDX-License-Identifier: MIT
//
// Checkpoints: the file, and the record that a run would go on with.
#include "../support.hpp"
#include "../targets.hpp"
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/record/persist_record.hpp>

int fuzz_checkpoint(const std::uint8_t* data, std::size_t size) {
  static const sdkt_fuzz::input_folder folder;
  const auto path = folder.write("state.safetensors", sdkt_fuzz::text_of(data, size));
  sdkt_fuzz::accepts([&] { static_cast<void>(sdkt::checkpoints::read_checkpoint(path, {{"lr", "0.1"}})); });
  // Whatever the fingerprint says: who writes a file may write that too.
  sdkt_fuzz::accepts([&] {
    const sdkt::checkpoints::checkpoint state = sdkt::detail::state_in(sdkt::weights::safetensors_file{path});
    sdkt::run_record record;
    record.tasks = {{"pets", {"cat"}, 10, 2, 3}, {"cars", {"bus"}, 10, 1, 4}};
    record.teacher_names = {"previous", "pretrained"};
    auto restoring = sdkt::archive::restoring(state.tensors, state.numbers);
    const auto path_of = [](std::size_t, std::size_t) { return std::string{}; };
    sdkt::detail::persisted_record part{record, path_of};
    restoring.part("record", part);
  });
  return 0;
}
