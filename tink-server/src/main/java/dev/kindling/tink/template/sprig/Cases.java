package dev.kindling.tink.template.sprig;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** CamelCase and its ways back, with the rules for numbers and capitals that Sprig has. */
final class Cases {

    private enum Kind {
        NUMBER,
        UPPER,
        LETTERS,
        CONNECTOR,
        PUNCTUATION,
        OTHER
    }

    /** A run of characters of one kind. */
    private record Word(Kind kind, String text) {}

    private Cases() {}

    private static boolean isConnector(int c) {
        return c == '-' || c == '_' || Texts.isSpace(c);
    }

    /** Connectors at the start stay; one between words goes and the next letter is a capital; of more, the others stay. */
    static String camel(String text) {
        StringBuilder camel = new StringBuilder();
        int[] all = text.codePoints().toArray();
        int i = 0;
        while (i < all.length && isConnector(all[i])) {
            camel.appendCodePoint(all[i++]);
        }
        if (i == all.length) {
            return camel.toString();
        }
        int held = Character.toUpperCase(all[i++]);
        for (; i < all.length; i++) {
            boolean wasConnector = isConnector(held);
            if (!wasConnector || isConnector(all[i])) {
                camel.appendCodePoint(held);
            }
            held = wasConnector ? Character.toUpperCase(all[i]) : Character.toLowerCase(all[i]);
        }
        return camel.appendCodePoint(held).toString();
    }

    /** Lower case with a connector between the words. */
    static String joined(String text, char connector) {
        List<Word> words = words(text);
        StringBuilder joined = new StringBuilder();
        int i = 0;
        while (i < words.size()) {
            int end = unit(words, i);
            for (Word word : words.subList(i, end)) {
                joined.append(
                        word.kind() == Kind.CONNECTOR
                                ? String.valueOf(connector)
                                        .repeat(word.text()
                                                .codePointCount(0, word.text().length()))
                                : word.text().toLowerCase(Locale.ROOT));
            }
            boolean atNumber = end < words.size() && separates(words, i, end);
            joined.append(atNumber ? String.valueOf(connector) : "");
            i = end;
        }
        return joined.toString();
    }

    /** How far the runs go on without a connector: digits stick to the word before, and letters to digits they follow. */
    private static int unit(List<Word> words, int from) {
        Kind first = words.get(from).kind();
        if (first == Kind.CONNECTOR || first == Kind.PUNCTUATION) {
            return from + 1;
        }
        int end = from + 1;
        if (first == Kind.NUMBER) {
            return lettersAndNumbers(words, end);
        }
        boolean number = end < words.size() && words.get(end).kind() == Kind.NUMBER;
        boolean last = number && end + 1 == words.size();
        boolean letters = number && !last && words.get(end + 1).kind() == Kind.LETTERS;
        return number && !last && !letters ? end + 1 : end;
    }

    private static int lettersAndNumbers(List<Word> words, int from) {
        int end = from;
        while (end < words.size()
                && (words.get(end).kind() == Kind.LETTERS || words.get(end).kind() == Kind.NUMBER)) {
            end++;
        }
        return end;
    }

    private static boolean separates(List<Word> words, int from, int end) {
        Kind first = words.get(from).kind();
        Kind next = words.get(end).kind();
        boolean between = first != Kind.CONNECTOR && first != Kind.PUNCTUATION;
        boolean lastNumber = next == Kind.NUMBER && end + 1 == words.size();
        return between && !lastNumber && next != Kind.CONNECTOR && next != Kind.PUNCTUATION;
    }

    /** A capital and what follows it in small letters is one word; of a run of capitals, the last begins the next word. */
    private static List<Word> words(String text) {
        List<Word> words = new ArrayList<>();
        int[] all = text.codePoints().toArray();
        int i = 0;
        while (i < all.length) {
            int start = i;
            Kind kind = kind(all[i]);
            if (kind == Kind.UPPER) {
                i = capitals(all, i);
            } else {
                while (i < all.length && kind(all[i]) == kind) {
                    i++;
                }
            }
            words.add(new Word(kind, new String(all, start, i - start)));
        }
        return words;
    }

    private static int capitals(int[] all, int from) {
        int end = from + 1;
        if (end < all.length && kind(all[end]) == Kind.LETTERS) {
            while (end < all.length && kind(all[end]) == Kind.LETTERS) {
                end++;
            }
            return end;
        }
        while (end < all.length && Character.isUpperCase(all[end])) {
            end++;
        }
        boolean nextWordBegun = end < all.length && kind(all[end]) == Kind.LETTERS && end - from > 1;
        return nextWordBegun ? end - 1 : end;
    }

    private static Kind kind(int c) {
        if (isConnector(c)) {
            return Kind.CONNECTOR;
        }
        if (Character.isUpperCase(c)) {
            return Kind.UPPER;
        }
        if (Character.isLetter(c)) {
            return Kind.LETTERS;
        }
        if (Character.isDigit(c)) {
            return Kind.NUMBER;
        }
        return isPunctuation(c) ? Kind.PUNCTUATION : Kind.OTHER;
    }

    private static boolean isPunctuation(int c) {
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }
}
