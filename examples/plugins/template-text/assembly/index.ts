// What the compiler starts from.

import "./plugin";
