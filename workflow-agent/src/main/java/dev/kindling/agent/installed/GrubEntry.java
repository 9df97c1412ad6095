package dev.kindling.agent.installed;

import dev.kindling.agent.runtime.ActionFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A kernel as grub.cfg names it. */
record GrubEntry(String kernel, Optional<String> initrd, String arguments) {

    private static final Pattern LINUX = Pattern.compile("(?m)^\\s*linux(?:16|efi)?\\s+(\\S+)[ \\t]*(.*)$");
    private static final Pattern INITRD = Pattern.compile("(?m)^\\s*initrd(?:16|efi)?\\s+(\\S+)");

    /** The first entry, which is the one that starts by itself. */
    static GrubEntry first(String text) throws ActionFailure {
        Matcher linux = LINUX.matcher(text);
        if (!linux.find()) {
            throw new ActionFailure("the system's grub.cfg names no kernel; set KERNEL_PATH");
        }
        int next = linux.end();
        Matcher initrd = INITRD.matcher(text);
        boolean found = initrd.find(next);
        Matcher other = LINUX.matcher(text);
        boolean mine = found && (!other.find(next) || initrd.start() < other.start());
        return new GrubEntry(
                linux.group(1),
                mine ? Optional.of(initrd.group(1)) : Optional.empty(),
                linux.group(2).strip());
    }
}
