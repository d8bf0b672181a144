/// Mails that nobody would send: real and invented ones, cut, doubled and mixed. The same ones for the same seed.
package struct HostileMail {
    private var random: Xorshift
    private let seeds: [[UInt8]]

    package init(seed: UInt64) {
        random = Xorshift(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        seeds = Self.invented.map { Array($0.utf8) } + Corpus.entries.compactMap { try? Corpus.bytes($0.file) }.filter { $0.count < 20_000 }
    }

    package mutating func message() -> [UInt8] {
        var bytes = seeds.randomElement(using: &random)!
        let other = seeds.randomElement(using: &random)!
        for _ in 0..<Int.random(in: 1...12, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            let length = min(Int.random(in: 1...200, using: &random), bytes.count - place)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes.removeSubrange(place..<place + length)
            case 2: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
            case 3: bytes.insert(contentsOf: Self.spice.randomElement(using: &random)!, at: place)
            default: bytes.insert(contentsOf: other.prefix(length), at: place)
            }
        }
        return bytes
    }

    private static let spice: [[UInt8]] = [
        "\r\n", "\0", "--", "--b", "=?utf-8?b?", "Content-Type: multipart/mixed; boundary=\"", "Content-Type: application/pkcs7-mime\r\n",
        "Content-Type: application/ms-tnef\r\n", "boundary=", "\u{FF}", "charset=", "charset=utf-16", ";", "<", "(", "\"", "{\\rtf1", "5.1.1", "Auto-Submitted: auto-replied\r\n",
    ].map { Array($0.utf8) }

    /// One of each kind, where the corpus is absent.
    private static let invented = [
        "From: Ana <ana@example.mx>\r\nSubject: =?utf-8?Q?No_timbra_a=C3=B1o?=\r\nMessage-ID: <a@example.mx>\r\n\r\nHola.\r\n\r\nEl lun, 2 mar 2026, Soporte <s@example.mx> escribi\u{F3}:\r\n> Buen d\u{ED}a\r\n",
        "From: a@example.mx\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; format=flowed; delsp=yes\r\n\r\nuna \r\ndos\r\n--b\r\nContent-Type: text/html\r\n\r\n<meta charset=big5><p onclick=x>uno<script>dos</script><img src=cid:1><table><tr><td>\r\n--b--\r\n",
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: failure notice\r\nX-Failed-Recipients: a@b.example\r\n\r\nHi.\r\n\r\n<a@b.example>:\r\n550 no such user (#5.1.1)\r\n\r\n--- Below this line is a copy\r\n\r\nMessage-Id: <x@y>\r\n",
        "From: MAILER-DAEMON@mx.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nno\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n--b--\r\n",
        "From: a@example.mx\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQaQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoEBg0KaG9sYQAAAAAAAAAAAAA=\r\n",
        "From: a@example.mx\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgEAAQeQBgAIAAAA5AQAAAAAAADoAAEDkAYAGAAAAAEAAAAeAAAQAQAAAAUAAABob2xhAAAAANkBAgKQBgAOAAAAAAAAAAAAAAAAAAAAAAAAAAIQgAEABgAAAEEuVFhUAG8BAg+ABgADAAAAdW5vUgE=\r\n",
        "From: a@example.mx\r\nContent-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:Junta\r\nDTSTART;TZID=\"America/Mexico_City\":20261201T170000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ]
}

/// Random numbers that are the same in every run.
private struct Xorshift: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
