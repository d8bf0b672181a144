/// How much mail the desk answers by itself, and why no more. All of it is counted by the desk's own clock, which may stand.
package enum MailLimits {
    /// Bytes of the largest message that is taken whole, and of what is taken of a larger one.
    package static let largest = 40 << 20
    package static let beginning = 1 << 20

    /// Seconds over which mail is counted.
    static let hour: Int64 = 3_600

    /// Letters that one address gets by itself within an hour: acknowledgements, refusals. Anybody can write any sender: whoever
    /// wants to flood somebody gets no more than this through the desk.
    static let letters = 20

    /// Messages of one sender within an hour that are told of; those that are proven to be his and the others each. Nobody writes more by hand; a program gone wild, or somebody who
    /// means harm, does. The rest is taken and told of to nobody.
    static let ofSender = 20

    /// Messages within an hour of one crowd, all together: unknown senders, unknown but proven ones, known ones whom nobody
    /// proved, programs. Whoever invents a sender for each message is stopped by this one; clients who are known and proven, and
    /// answers to our letters, are not.
    static let ofCrowd = 300

    /// The message with which a loop ends: twice may be chance, and somebody who asks again.
    static let loop = 3

    /// Seconds over which messages of a loop are counted: an answerer may look into its mail twice a day.
    static let day: Int64 = 86_400

    /// Seconds after a letter that the desk wrote by itself within which a stranger's message may be a machine's answer to it, although
    /// nothing in it says so: answerers look into their mail every few minutes.
    static let echo: Int64 = 600

    /// Seconds within which nobody reads an automatic letter and answers it, time and again.
    static let prompt: Int64 = 120
}
