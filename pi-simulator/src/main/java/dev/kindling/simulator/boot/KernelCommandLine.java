package dev.kindling.simulator.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kernel command line as the kernel reads it.
 *
 * @param text the one line
 * @param words split at blanks outside double quotes
 */
public record KernelCommandLine(String text, List<String> words) {

    /** Longest text the contract allows, in bytes. */
    static final int LONGEST = 1024;

    public KernelCommandLine {
        words = List.copyOf(words);
    }

    /** From cmdline.txt: the firmware takes the first line only. */
    static KernelCommandLine parse(String file) {
        String line = file.lines().findFirst().orElse("").strip();
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (Character.isWhitespace(c) && !quoted) {
                flush(word, words);
            } else {
                word.append(c);
            }
        }
        flush(word, words);
        return new KernelCommandLine(line, words);
    }

    /** Value of the last {@code name=value}. */
    Optional<String> value(String name) {
        return words.stream()
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .reduce((_, last) -> last);
    }

    /** As {@code /proc/cmdline} shows it: what the firmware adds comes first. */
    public String asSeenByLinux(String mac) {
        return "coherent_pool=1M 8250.nr_uarts=0 snd_bcm2835.enable_headphones=0 cgroup_disable=memory smsc95xx.macaddr="
                + mac.toUpperCase(Locale.ROOT)
                + " vc_mem.mem_base=0x3ec00000 vc_mem.mem_size=0x40000000  "
                + text;
    }

    /** Why a kernel with this line would go no further, or empty; without root= the root may be in its initramfs. */
    Optional<String> complaint() {
        if (!value("ip")
                .filter(ip -> ip.contains("dhcp") || ip.equals("on") || ip.equals("any"))
                .isPresent()) {
            return Optional.of("kernel: no ip=dhcp on the command line, so no network");
        }
        if (value("root").filter("/dev/nfs"::equals).isPresent()
                && value("nfsroot").isEmpty()) {
            return Optional.of("kernel panic: root=/dev/nfs without nfsroot=");
        }
        return Optional.empty();
    }

    private static void flush(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }
}
