package dev.kindling.boots.console;

import dev.kindling.contract.MacAddress;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** So many lines of each machine in each second; counts the others. Not thread-safe. */
final class Allowance {

    private final int perSecond;
    private final Map<MacAddress, Spent> spent = new HashMap<>();

    Allowance(int perSecond) {
        this.perSecond = perSecond;
    }

    private static final class Spent {
        private long second;
        private int lines;
        private int dropped;
    }

    /** Whether this line goes through. */
    boolean take(MacAddress mac, long second) {
        Spent machine = spent.computeIfAbsent(mac, _ -> new Spent());
        if (machine.second != second) {
            machine.second = second;
            machine.lines = 0;
        }
        if (machine.lines < perSecond) {
            machine.lines++;
            return true;
        }
        machine.dropped++;
        return false;
    }

    /** How many lines of whom were dropped, of machines that are within their allowance again; told once. */
    Map<MacAddress, Integer> dropped(long second) {
        Map<MacAddress, Integer> told = new HashMap<>();
        for (Iterator<Map.Entry<MacAddress, Spent>> all = spent.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<MacAddress, Spent> machine = all.next();
            if (machine.getValue().second < second) {
                if (machine.getValue().dropped > 0) {
                    told.put(machine.getKey(), machine.getValue().dropped);
                }
                all.remove();
            }
        }
        return told;
    }
}
