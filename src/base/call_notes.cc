#include "provisor/base/call_notes.h"

namespace provisor {

CallNotes& call_notes() {
  thread_local CallNotes notes;
  return notes;
}

}  // namespace provisor
