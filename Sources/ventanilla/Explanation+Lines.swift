import SupportPolicy

extension Explanation {
    /// The explanation as text for a terminal; reckonings line up in columns.
    func lines(in language: Language) -> [String] {
        let given = ["channel", "type", "category", "department", "priority", "severity", "level"]
            .compactMap { name in request[name].map { "\(name) \($0)" } }.joined(separator: ", ")
        let head = Said(
            es: "\(title), versión \(version) (\(policy))\nSolicitud: \(given)\nRecibida: \(receivedInWords) (\(received), \(zone))",
            en: "\(title), version \(version) (\(policy))\nRequest: \(given)\nReceived: \(receivedInWords) (\(received), \(zone))")
        let none = Said(es: "\nEsta política no le promete ningún plazo.", en: "\nThis policy promises it no time.")
        return [head(in: language), ""] + admission.lines(in: language)
            + (promises.isEmpty ? [none(in: language)] : promises.flatMap { [""] + $0.lines(in: language) })
    }
}

extension Explanation.AdmissionSaid {
    fileprivate func lines(in language: Language) -> [String] {
        let outcome = switch outcome {
        case "ok": Said(es: "Admisión: se recibe.", en: "Admission: taken.")
        case "unverified": Said(
            es: "Admisión: se recibe, sin verificar: falta que conste lo que pide la cláusula.",
            en: "Admission: taken, unverified: what the clause requires is not on record.")
        default: Said(es: "Admisión: no se recibe. \(reason ?? "")", en: "Admission: refused. \(reason ?? "")")
        }
        let way = wayIn.map { Said(es: "Cómo entrar: \($0)", en: "The way in: \($0)")(in: language) }
        return [outcome(in: language)] + (clause?.lines(in: language) ?? []) + [way].compactMap { $0 }.map { "  " + $0 }
    }
}

extension Explanation.ClauseSaid {
    fileprivate func lines(in language: Language) -> [String] {
        let name = Said(es: "Cláusula", en: "Clause")(in: language)
        let ids = ids.isEmpty ? "" : " [\(ids.joined(separator: ", "))]"
        return ["  \(name): \(document) · \(section)", "    «\(text)»\(ids)"]
    }
}

extension Explanation.OriginSaid {
    /// What the company's own document says needs no mention.
    fileprivate func lines(_ what: Said, in language: Language) -> [String] {
        guard let name else { return [] }
        let layer = layer == "plan" ? Said(es: "del plan", en: "of the plan") : Said(es: "del contrato", en: "of the contract")
        let head = Said(
            es: "  \(what.es): \(layer.es) '\(name)', versión \(version)", en: "  \(what.en): \(layer.en) '\(name)', version \(version)")
        return [head(in: language)] + clause.lines(in: language).map { "  " + $0 }
    }
}

extension Explanation.PromiseSaid {
    fileprivate func lines(in language: Language) -> [String] {
        let owed = dueInWords.map { Said(es: "vence el \($0)", en: "due \($0)") }
            ?? Said(es: "orientativa («\(asWritten)»): no vence", en: "indicative (“\(asWritten)”): never late")
        var lines = ["\(metricInWords): \(owed(in: language))"]
        if let due { lines.append("  \(due)   \(Said(es: "plazo", en: "allowance")(in: language)): \(asWritten)") }
        if let starts = Self.otherStarts[starts] { lines.append("  " + starts(in: language)) }
        lines += clause.lines(in: language)
        lines += limitFrom.lines(Said(es: "El plazo", en: "The time"), in: language)
        lines += hoursFrom.lines(Said(es: "El horario", en: "The hours"), in: language)
        guard !reckoning.isEmpty else { return lines }
        lines.append("  \(Said(es: "La cuenta:", en: "The reckoning:")(in: language))")
        return lines + TextTable.lines(reckoning.map { [$0.when, $0.counted, $0.note] }).map { "    " + $0 }
    }

    /// Clocks that do not begin with the request.
    private static let otherStarts: [String: Said] = [
        "defect_confirmed": Said(
            es: "Corre desde que se confirma la falla; aquí, como si fuera a la llegada.",
            en: "Runs from the confirmation of the defect; here as if that were the arrival."),
        "opinion_requested": Said(
            es: "Corre desde que se pide el dictamen; aquí, como si fuera a la llegada.",
            en: "Runs from the request for the opinion; here as if that were the arrival."),
        "filed": Said(
            es: "Corre desde que se presenta la queja; aquí, como si fuera a la llegada.",
            en: "Runs from the filing of the complaint; here as if that were the arrival."),
    ]
}
