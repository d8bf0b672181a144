import BusinessTime
import ServiceDesk
import SupportPolicy

extension TimelineView {
    /// What was done to a contract, or to a request because of one.
    ///
    /// - Parameter other: whom it is about.
    func contractDeed(_ kind: Entry.Kind, about other: PersonName?, _ facts: [String: String]) -> Said {
        switch kind {
        case .contactAdded: Said(es: "agregó a \(other?.shown ?? "alguien") a quienes pueden pedir soporte", en: "added \(other?.shown ?? "somebody") to those who may ask for support")
        case .contactRemoved: Said(es: "quitó a \(other?.shown ?? "alguien") de quienes pueden pedir soporte", en: "removed \(other?.shown ?? "somebody") from those who may ask for support")
        case .contractAttached: Said(es: "atiende la solicitud con el contrato \(facts["contract"] ?? "")", en: "serves the request under contract \(facts["contract"] ?? "")")
        case .contractOpened: Said(es: "escribió el contrato", en: "wrote the contract")
        case .toppedUp: Said(es: "agregó \(facts["units"] ?? "")", en: "added \(facts["units"] ?? "")")
        case .charged: charged(facts)
        case .adjustmentProposed: Said(es: "propuso un ajuste de \(facts["change"] ?? "") al saldo \(facts["lot"] ?? "")", en: "proposed to correct balance \(facts["lot"] ?? "") by \(facts["change"] ?? "")")
        case .adjustmentDropped: Said(es: "descartó el ajuste", en: "dropped the adjustment")
        case .adjusted: Said(es: "confirmó un ajuste de \(facts["change"] ?? "") (\(label(facts, .es)))", en: "confirmed a correction of \(facts["change"] ?? "") (\(label(facts, .en)))")
        case .lapsed: Said(es: "registró que venció lo que quedaba: \(label(facts, .es))", en: "recorded that what was left expired: \(label(facts, .en))")
        case .littleLeft: Said(es: "avisó que queda poco: \(label(facts, .es))", en: "warned that little is left: \(label(facts, .en))")
        case .contractEnding: Said(es: "avisó que termina pronto", en: "warned that it ends soon")
        case .contractChanged: facts["product"].map { Said(es: "cubre el producto \($0)", en: "covers the product \($0)") } ?? Said(es: "anotó en el contrato", en: "noted on the contract")
        case .noticeGiven: Said(es: "recibió el aviso de que no se renueva", en: "took the notice that it is not renewed")
        case .taxDataChanged: Said(es: "actualizó los datos para facturar", en: "updated what invoices need")
        case .renewed: Said(es: "renovó el contrato", en: "renewed the contract")
        case .handedOver: Said(es: "entregó la venta para facturarse, en la entrega \(facts["batch"] ?? "")", en: "handed the sale over to be invoiced, in batch \(facts["batch"] ?? "")")
        case .contractEnded: ended(facts["because"])
        case .contractResumed: Said(es: "puso de nuevo en vigor el contrato: se devolvió algo de lo gastado", en: "put the contract in force again: some of what was spent came back")
        default: Said(es: kind.rawValue, en: kind.rawValue)
        }
    }

    private func label(_ facts: [String: String], _ language: Language) -> String {
        facts["unit"].flatMap(policy.tariff.unit)?.plural ?? facts["unit"] ?? ""
    }

    private func charged(_ facts: [String: String]) -> Said {
        let services = (facts["services"].map { ": \($0)" } ?? "") + (facts["ticket"].map { ", \($0)" } ?? "")
        let time = facts["minutes"].flatMap { Int($0) }.map { " (\(Tariff.said(minutes: $0)))" } ?? ""
        let units = facts["units"].map { " \($0)" } ?? ""
        return switch facts["state"] {
        case "reserved": Said(es: "reservó\(units)\(services)\(time)", en: "set aside\(units)\(services)\(time)")
        case "frozen": Said(es: "congeló el cargo, en disputa:\(units)\(services)", en: "froze the disputed charge:\(units)\(services)")
        case "released": Said(es: "devolvió\(units)\(services)", en: "gave back\(units)\(services)")
        case "free": Said(es: "atendió sin costo\(services)\(time)", en: "served free of charge\(services)\(time)")
        default: Said(es: "cobró\(units)\(services)\(time)", en: "charged\(units)\(services)\(time)")
        }
    }

    private func ended(_ because: String?) -> Said {
        switch because {
        case "used_up": Said(es: "terminó el contrato: se usó todo", en: "ended the contract: all was used")
        case "notice": Said(es: "terminó el contrato, como se avisó", en: "ended the contract, as noticed")
        case "agreement": Said(es: "terminó el contrato", en: "ended the contract")
        default: Said(es: "registró el fin de la vigencia", en: "recorded the end of its term")
        }
    }
}
