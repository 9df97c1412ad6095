package dev.kindling.directory.inquiry;

import java.io.IOException;
import java.util.List;

/** What a service knows of a machine. */
public interface InquiryAnswers {

    /**
     * Answers within a second or two, and changes nothing by it.
     *
     * @return empty when this service knows nothing of the machine
     * @throws IllegalArgumentException when the question makes no sense; the message is for the person who asked
     */
    List<InquiryDocument> answer(Inquiry inquiry) throws IOException;
}
