package dev.kindling.boots.nfs.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A directory in the order of its cookies. A cookie is made from the name of the entry alone, so that a client which
 * goes on reading a directory that has changed meanwhile misses none of the entries that stayed, and sees none twice.
 */
record Listing(List<Item> items) {

    /** Cookies 0, 1 and 2 are the beginning, "." and "..". */
    static final long FIRST_COOKIE = 3;

    /** Positive, and below what a client of 64 bits takes for an error. */
    private static final long COOKIE_BITS = 0x3fff_ffff_ffff_ffffL;

    /** One entry and the cookie that goes on behind it. */
    record Item(long cookie, byte[] name, long inode) {}

    static Listing of(List<LinuxFiles.Entry> entries, SipHash hash) {
        List<Item> items = new ArrayList<>(entries.size());
        Set<Long> taken = HashSet.newHashSet(entries.size());
        List<LinuxFiles.Entry> ordered = new ArrayList<>(entries);
        ordered.sort((a, b) -> Arrays.compare(a.name(), b.name()));
        for (LinuxFiles.Entry entry : ordered) {
            long cookie = Math.max(FIRST_COOKIE, hash.of(entry.name()) & COOKIE_BITS);
            while (!taken.add(cookie)) {
                cookie++;
            }
            items.add(new Item(cookie, entry.name(), entry.inode()));
        }
        items.sort(Comparator.comparingLong(Item::cookie));
        return new Listing(items);
    }

    /** The entries behind a cookie. */
    List<Item> after(long cookie) {
        int low = 0;
        int high = items.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (items.get(middle).cookie() <= cookie) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return items.subList(low, items.size());
    }
}
