package dev.kindling.agent.file;

import dev.kindling.agent.runtime.ActionFailure;
import java.io.IOException;

/** A way to write a file into the file system of one partition. It reads back what it wrote before it says it is done. */
interface FileSystem {

    void write(FileOrder order) throws ActionFailure, IOException, InterruptedException;
}
