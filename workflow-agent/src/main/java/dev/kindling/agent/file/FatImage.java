package dev.kindling.agent.file;

import dev.kindling.agent.disk.Region;
import dev.kindling.agent.process.Tool;
import dev.kindling.agent.runtime.ActionFailure;
import dev.kindling.agent.runtime.Cancellation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * FAT in a file, by mtools. FAT has no owners and no modes, and mtools no way to replace a file in one step: its mren loses
 * the flags that keep a short name in lower case. A write that was cut off is repaired by running the action again.
 */
final class FatImage implements FileSystem {

    /** MTOOLS_SKIP_CHECK: images made by other tools often have geometry fields that mtools finds odd. */
    static final Map<String, String> ENVIRONMENT = Map.of("MTOOLS_SKIP_CHECK", "1", "MTOOLSRC", "/dev/null");

    private static final byte[] NOTHING = {};

    private final Region region;
    private final Cancellation cancellation;

    FatImage(Region region, Cancellation cancellation) {
        this.region = region;
        this.cancellation = cancellation;
    }

    @Override
    public void write(FileOrder order) throws ActionFailure, IOException, InterruptedException {
        for (String directory : order.path().directories()) {
            if (!exists(directory)) {
                must("mmd", List.of(at(directory)), NOTHING, "cannot make directory " + directory);
            }
        }
        must("mcopy", List.of("-o", "-", at(order.path().toString())), order.content(), "cannot write " + order.path());
        verify(order);
    }

    private boolean exists(String path) throws ActionFailure, IOException, InterruptedException {
        return run("mdir", List.of("-b", at(path)), NOTHING).exitCode() == 0;
    }

    private void verify(FileOrder order) throws ActionFailure, IOException, InterruptedException {
        Tool.Outcome outcome = run("mtype", List.of(at(order.path().toString())), NOTHING);
        if (outcome.exitCode() != 0 || !Arrays.equals(outcome.output(), order.content())) {
            throw new ActionFailure(order.path() + " on " + region.name()
                    + " reads back differently than it was written: is the file system full or damaged? "
                    + outcome.text());
        }
    }

    private void must(String tool, List<String> arguments, byte[] input, String otherwise)
            throws ActionFailure, IOException, InterruptedException {
        Tool.Outcome outcome = run(tool, arguments, input);
        if (outcome.exitCode() != 0) {
            throw new ActionFailure(otherwise + " in the FAT file system on " + region.name() + ": " + outcome.text());
        }
    }

    private Tool.Outcome run(String tool, List<String> arguments, byte[] input)
            throws ActionFailure, IOException, InterruptedException {
        List<String> all = new java.util.ArrayList<>(List.of("-i", region.path() + "@@" + region.offset()));
        all.addAll(arguments);
        return new Tool(tool, "mtools", ENVIRONMENT, cancellation).run(all, input);
    }

    private static String at(String path) {
        return "::" + path;
    }
}
