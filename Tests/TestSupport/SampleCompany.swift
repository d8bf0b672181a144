import BusinessTime
import Foundation
import SupportPolicy
import ZoneFiles

/// The five companies whose policies the house ships.
package enum SampleCompany: String, CaseIterable, Sendable, CustomStringConvertible {
    case facturaInteligente = "factura-inteligente"
    case factuPronto = "factupronto"
    case fel
    case intecnia
    case grupoExecom = "grupo-execom"

    package var slug: String { rawValue }
    package var description: String { rawValue }

    /// The document as the company ships it.
    package var document: String {
        get throws {
            let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            return try String(contentsOf: root.appending(path: "Policies/\(rawValue).yaml"), encoding: .utf8)
        }
    }

    package var policy: Policy {
        get throws { try policy(of: document) }
    }

    /// The policy that the company would have if its document read otherwise in some places.
    package func policy(replacing old: String, with new: String) throws -> Policy {
        let document = try document
        guard document.contains(old) else { throw Unreadable(findings: []) }
        return try policy(of: document.replacing(old, with: new))
    }

    private func policy(of document: String) throws -> Policy {
        let reading = PolicyReading(document, file: "\(rawValue).yaml", zone: ZoneFiles.zone(named:))
        guard let policy = reading.policy else { throw Unreadable(findings: reading.findings) }
        return policy
    }

    package struct Unreadable: Error {
        let findings: [Finding]
    }
}

extension Policy {
    /// The instant at which the company's wall shows `2026-03-12 17:00`, or `2026-03-12 17:00:01`.
    package func at(_ wall: String) throws -> Instant {
        let (date, time) = (wall.prefix(10), wall.dropFirst(11).split(separator: ":").compactMap { Int($0) })
        guard let day = CalendarDate(iso: date), (2...3).contains(time.count) else { throw NotATime(text: wall) }
        let second = time[0] * 3_600 + time[1] * 60 + (time.count == 3 ? time[2] : 0)
        return zone.instant(LocalDateTime(date: day, secondOfDay: second))
    }

    /// The company's wall clock: `2026-03-12 17:00`, with seconds where there are some; `never`.
    package func wall(_ instant: Instant) -> String {
        if instant >= .never { return "never" }
        let text = zone.local(instant).iso.replacing("T", with: " ")
        return text.hasSuffix(":00") && text.count == 19 ? String(text.dropLast(3)) : text
    }

    package struct NotATime: Error {
        let text: String
    }
}
