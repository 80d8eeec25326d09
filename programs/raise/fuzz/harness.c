// The raise program on the host, under libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer. It is a second
// compilation of the same C, not the deployed bytes: the tests in the virtual machine stay the authority.
#define entrypoint program_entrypoint
#include "../raise.c"
#undef entrypoint
#include "oracles.h"

static u64 carried_out[TAG_CLOSE + 1];

// FUZZ_SEEDS: the inputs are recorded ones, and each must be carried out.
static void note(u64 error) {
  if (error == 0) carried_out[given.data[0]]++;
  if (error != 0 && getenv("FUZZ_SEEDS")) {
    fprintf(stderr, "SEED: instruction %u is answered %llu\n", given.data[0], error);
    exit(1);
  }
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size) {
  read_given(bytes, size);
  if (!is_state_of_the_chain()) return 0;
  u64 block_size = size_of_block();
  u8 *block = lay_out();
  u64 error = program_entrypoint(block);
  note(error);
  ASAN_UNPOISON_MEMORY_REGION(block, block_size);
  if (error == 0) check_promises();
  free(block);
  return 0;
}

__attribute__((destructor)) static void tell(void) {
  printf("carried out:");
  for (u64 tag = 0; tag <= TAG_CLOSE; tag++) printf(" %llu", carried_out[tag]);
  printf("\n");
}
